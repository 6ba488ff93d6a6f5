/** What a request asks, and whether it still does. */
import type { AgentRequest, ApprovalRequest } from '../../runtime/index.js';

/** Waits for an answer, or for the server's word on one. */
export function isOpen(request: AgentRequest): boolean {
  return canAnswer(request) || request.state === 'submitting';
}

/** Waits for a person. */
export function canAnswer(request: AgentRequest): boolean {
  return request.state === 'pending' || request.state === 'failed';
}

/** Everything a person reads before they answer; a change in it makes it another question. */
export function asks(request: AgentRequest): string {
  return JSON.stringify(request.kind === 'approval' ? request.approval : request.question);
}

/** What runs: the command, or for a tool that has none, its name; what it is given is in `argumentsOf`. */
export function commandOf({ approval }: ApprovalRequest): string {
  if (approval.command !== '') return approval.command;
  return approval.tool ?? (approval.args === null ? '' : json(approval.args));
}

export function argumentsOf(request: ApprovalRequest | undefined): readonly (readonly [name: string, value: string])[] {
  const args = request?.approval.args;
  if (!args) return [];
  return Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? value : json(value)]);
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return String(value);
  }
}
