import type { ErasedStep } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'

/** Every step that this version knows, by name: what the worker executes and the screens explain. */
export const stepRegistry: ReadonlyMap<string, ErasedStep<ProvisionPorts>> = new Map()
