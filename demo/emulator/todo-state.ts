/** The whole plan with its counts; always sent in full, an empty one included. */

import type { TodoItem, WireObject } from './records.js';

export function todoState(todos: TodoItem[], ts: number): WireObject {
  const count = (status: TodoItem['status']) => todos.filter((todo) => todo.status === status).length;
  return {
    todos,
    summary: {
      total: todos.length,
      pending: count('pending'),
      in_progress: count('in_progress'),
      completed: count('completed'),
      cancelled: count('cancelled'),
    },
    version: 1,
    ts,
  };
}
