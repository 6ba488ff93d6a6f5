import { HermesTodo } from '../hermes-todo.js';

if (!customElements.get('hermes-todo')) customElements.define('hermes-todo', HermesTodo);
