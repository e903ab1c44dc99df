import type { StepContext } from '@/lib/engine/step'
import type { ClassRecords } from '@/lib/ports/class-records'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'

/** What a worker does for classes. Every worker has it; only stand-ins of other steps' tests have not. */
export function classRecordsOf({ ports }: StepContext<ProvisionPorts>): ClassRecords {
  if (ports.classes === undefined) throw new Error('this worker has no classes')
  return ports.classes
}
