/** What the search in a conversation is made of: loaded when it is first opened. */
export { findCount, findFar, findSteps } from './find-bar.js';
export { FindController } from './find-controller.js';
