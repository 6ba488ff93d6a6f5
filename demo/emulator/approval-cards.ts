/** What an approval looks like on the wire: local ones are plain, those of the gateway name run and token. */

import type { ApprovalEntry } from './approvals.js';
import type { Run } from './run.js';
import type { ServerState } from './server-state.js';
import type { ApprovalAsk } from './steps.js';

export function approvalCard(
  server: ServerState,
  run: Run,
  ask: ApprovalAsk,
  number: number,
  resolve: ApprovalEntry['resolve'],
): ApprovalEntry {
  const common = { command: ask.command, description: ask.description, pattern_key: ask.patternKey };
  if (run.inProcess) {
    const approvalId = `gwlocal:${server.random.hex(32)}`;
    const wire = {
      ...common,
      pattern_keys: [ask.patternKey],
      allow_permanent: ask.allowPermanent ?? true,
      approval_id: approvalId,
    };
    return { wire, approvalId, runId: null, token: null, streamId: run.streamId, relaying: false, resolve };
  }
  const approvalId = ask.id ?? `appr-${number}`;
  const token = server.random.hex(32);
  const wire = {
    tool: ask.tool ?? 'terminal',
    ...common,
    pattern_keys: [ask.patternKey],
    args: [],
    risk_level: ask.riskLevel ?? 'high',
    run_id: run.gatewayRunId,
    approval_id: approvalId,
    _gateway_raw_approval_id_present: true,
    choices: ask.choices ?? ['once', 'session', 'always', 'deny'],
    allow_permanent: ask.allowPermanent ?? true,
    _gateway_agent_identity_v1: server.tuning.approvalIdentity,
    _gateway_mirror: true,
    _gateway_mirror_token: token,
    _gateway_mirror_retained: true,
  };
  return { wire, approvalId, runId: run.gatewayRunId, token, streamId: run.streamId, relaying: false, resolve };
}
