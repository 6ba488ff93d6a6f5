/**
 * What one turn has said and done so far, and the rows it leaves in the session. Text and calls
 * come in segments: words after finished calls begin a new one.
 */

import type { Message, ToolSummary, WireObject } from './records.js';
import { stringifiedArgs } from './tool-args.js';

export interface ToolCall {
  id: string;
  /** Whether the agent gave the id; without one the gateway path shows none. */
  given: boolean;
  name: string;
  args: WireObject;
  done: boolean;
  preview: string | null;
  result: string;
  isError: boolean;
}

interface Segment {
  text: string;
  reasoning: string;
  calls: ToolCall[];
}

export class TurnTranscript {
  #segments: Segment[] = [{ text: '', reasoning: '', calls: [] }];
  #nextReasoning = '';
  tokens = 0;
  /** An answer that only came with the completion, without any delta. */
  output = '';

  get text(): string {
    return this.#segments.map((segment) => segment.text).join('') || this.output;
  }

  get reasoning(): string {
    return this.#segments.map((segment) => segment.reasoning).join('') + this.#nextReasoning;
  }

  get calls(): ToolCall[] {
    return this.#segments.flatMap((segment) => segment.calls);
  }

  addText(text: string): void {
    this.tokens += 1;
    let current = this.#current;
    if (current.calls.length > 0 && current.calls.every((call) => call.done)) {
      current = { text: '', reasoning: this.#nextReasoning, calls: [] };
      this.#nextReasoning = '';
      this.#segments.push(current);
    }
    current.text += text;
  }

  addReasoning(text: string): void {
    const current = this.#current;
    if (current.text || current.calls.length > 0) this.#nextReasoning += text;
    else current.reasoning += text;
  }

  /** Visible words that a tool call closes off; empty if this is not the first call after them. */
  noteBeforeTool(): string {
    const current = this.#current;
    return current.calls.length === 0 ? current.text.trim() : '';
  }

  startTool(id: string | undefined, name: string, args: WireObject, preview: string | null): ToolCall {
    const current = this.#current;
    const call: ToolCall = {
      id: id ?? `call_auto_${this.#segments.length}_${current.calls.length}`,
      given: id !== undefined,
      name,
      args,
      done: false,
      preview,
      result: '',
      isError: false,
    };
    current.calls.push(call);
    return call;
  }

  finishTool(id: string | undefined, name: string, result: string, isError: boolean): ToolCall | undefined {
    const open = this.calls.filter((call) => !call.done);
    const call = id === undefined ? open.findLast((item) => item.name === name) : open.find((item) => item.id === id);
    if (!call) return undefined;
    call.done = true;
    call.result = result;
    call.isError = isError;
    return call;
  }

  /** The gateway path keeps only words and thoughts, joined into one row. */
  plainRow(at: number): Message | null {
    const content = this.text.trim();
    if (!content && !this.reasoning) return null;
    return { role: 'assistant', content, timestamp: at, ...(this.reasoning ? { reasoning: this.reasoning } : {}) };
  }

  /** The agent path keeps calls and results as rows of their own, in the order of the segments. */
  fullRows(at: number): Message[] {
    if (this.output && this.#segments.length === 1 && !this.#current.text) this.#current.text = this.output;
    if (this.#nextReasoning) {
      this.#current.reasoning += this.#nextReasoning;
      this.#nextReasoning = '';
    }
    const rows: Message[] = [];
    for (const segment of this.#segments) {
      if (!segment.text && segment.calls.length === 0 && !segment.reasoning) continue;
      rows.push({
        role: 'assistant',
        content: segment.text,
        ...(segment.calls.length > 0 ? { tool_calls: segment.calls.map(functionCall) } : {}),
        timestamp: at + rows.length / 1e6,
        ...(segment.reasoning ? { reasoning: segment.reasoning.trim() } : {}),
      });
      for (const call of segment.calls) {
        rows.push({
          role: 'tool',
          tool_call_id: call.id,
          name: call.name,
          content: JSON.stringify({ output: call.result, ...(call.isError ? { error: call.result } : {}) }),
          timestamp: at + rows.length / 1e6,
        });
      }
    }
    return rows;
  }

  /** Summaries that point at the rows of `fullRows`, which start at index `base`. */
  summaries(base: number, rows: readonly Message[]): ToolSummary[] {
    return this.calls.map((call) => ({
      name: call.name,
      snippet: call.result.slice(0, 4000),
      tid: call.id,
      assistant_msg_idx: base + rows.findIndex((row) => rowCalls(row).includes(call.id)),
      args: stringifiedArgs(call.args, 6),
    }));
  }

  /** What is kept of an answer that was stopped or failed. */
  partialRow(at: number): Message | null {
    const content = this.text.trim();
    if (!content && !this.reasoning && this.calls.length === 0) return null;
    return {
      role: 'assistant',
      content,
      _partial: true,
      timestamp: at,
      ...(this.reasoning ? { reasoning: this.reasoning } : {}),
      ...(this.calls.length > 0
        ? {
            _partial_tool_calls: this.calls.map((call) => ({
              name: call.name,
              args: call.args,
              done: call.done,
              tid: call.id,
              ...(call.done ? { is_error: call.isError, snippet: call.result } : {}),
            })),
          }
        : {}),
    };
  }

  get #current(): Segment {
    return this.#segments[this.#segments.length - 1] as Segment;
  }
}

function functionCall(call: ToolCall): WireObject {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.args) } };
}

function rowCalls(row: Message): string[] {
  return Array.isArray(row['tool_calls']) ? row['tool_calls'].map((call: { id: string }) => call.id) : [];
}
