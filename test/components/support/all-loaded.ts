// What is loaded when it is needed is here from the start: when it comes would be a matter of time. See lazy-elements.test.ts.
import '../../../components/actions/message-deeds.js';
import '../../../components/define/hermes-attachments.js';
import '../../../components/define/hermes-todo.js';
import '../../../components/define/hermes-tool-card.js';
import '../../../components/define/hermes-usage.js';
import '../../../components/transcript/find.js';
