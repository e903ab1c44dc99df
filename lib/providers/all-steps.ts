import type { ErasedStep } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { stepRegistry } from '@/lib/provision/registry'
import { providerSteps } from './provider-steps.gen'

const added: readonly (readonly ErasedStep<ProvisionPorts>[])[] = providerSteps

/**
 * Every step that this version knows, by name, the providers' own too (`steps` of lib/providers/<id>/steps.ts): what the
 * worker executes and the screens explain.
 */
export const allSteps: ReadonlyMap<string, ErasedStep<ProvisionPorts>> = new Map([
  ...stepRegistry,
  ...added.flat().map((step) => [step.name, step] as const),
])
