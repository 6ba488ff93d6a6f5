import { HermesAnswerAll } from '../hermes-answer-all.js';

if (!customElements.get('hermes-answer-all')) customElements.define('hermes-answer-all', HermesAnswerAll);
