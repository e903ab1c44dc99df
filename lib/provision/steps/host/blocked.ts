import { AppError, type Json } from '@/lib/core/errors'
import type { StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { Finding } from '@/lib/shared/finding'

const MARKS = { ok: '✓', advice: '!', blocker: '✗' } as const satisfies Record<Finding['level'], string>

export function logFindings(ctx: StepContext<ProvisionPorts>, findings: readonly Finding[]): void {
  for (const { level, title, sentence, wayOut } of findings) {
    ctx.log(`${MARKS[level]} ${title}: ${sentence}`, level === 'blocker' ? 'err' : 'info')
    if (level !== 'ok' && wayOut !== undefined) ctx.log(`  ${wayOut}`, 'info')
  }
}

/** A machine that must be put right first. `details.findings` has each finding with its way out. */
export function blockedBy(machine: string, blockers: readonly Finding[]): AppError {
  const sentences = blockers.map(({ sentence, wayOut }) => (wayOut === undefined ? sentence : `${sentence} ${wayOut}`))
  return new AppError('preflight-blocked', {
    message: `${machine}: ${blockers.map((finding) => finding.id).join(', ')}`,
    userMessage: `${machine} is not ready. ${sentences.join(' ')}`,
    details: { machine, findings: blockers.map(toJson) },
  })
}

const toJson = (finding: Finding): Json => ({
  ...finding,
  wayOut: finding.wayOut ?? null,
  fix: finding.fix ?? null,
  option: finding.option ?? null,
})
