import './hermes-message.js';
import { HermesTranscript } from '../hermes-transcript.js';

if (!customElements.get('hermes-transcript')) customElements.define('hermes-transcript', HermesTranscript);
