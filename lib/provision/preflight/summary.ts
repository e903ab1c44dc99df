import { memoryInWords } from '@/lib/shared/memory-in-words'
import type { Inspection } from './inspection'
import { diskInWords } from './resource-checks'

/** A machine in one line: "Debian 12, arm64, 8 GB, 24 GB free, clock right, cgroup v2". */
export function summarise({ connectFailure, sudoFailure, facts, clockSkewMs }: Inspection): string {
  if (facts === null) return (connectFailure ?? sudoFailure)?.userMessage ?? 'Not looked at yet.'
  const clock = clockSkewMs === null ? [] : [Math.abs(clockSkewMs) <= 2_000 ? 'clock right' : 'clock wrong']
  return [
    // "Debian GNU/Linux 12 (bookworm)" → "Debian 12"
    facts.os.name.replace(' GNU/Linux', '').replace(/ \(.*\)$/, '') || facts.os.id,
    facts.architecture ?? facts.machine,
    memoryInWords(facts.memoryMiB),
    `${diskInWords(facts.dataFreeMiB)} free`,
    ...clock,
    `cgroup v${facts.cgroup.version}`,
  ].join(', ')
}
