import { z } from 'zod'
import type { AppDefinition } from '@/lib/apps/app-definition'
import type { AppInput } from '@/lib/contracts/apps'

const Text = z.string().default('')
const Common = z.object({ title: Text, description: Text, fixed: z.boolean().default(false) })
const Field = z.union([
  Common.extend({ enum: z.array(z.string()), default: z.string() }),
  Common.extend({ type: z.literal('integer'), default: z.number(), minimum: z.number(), maximum: z.number() }),
  Common.extend({ type: z.literal('string'), default: z.string() }),
])
const Fields = z.object({ properties: z.record(z.string(), Field).default({}) })

/**
 * What an app asks for, as a form shows it: read from its zod schema. Each input is a whole number with bounds, a choice
 * or a text, and has a default.
 */
export function presentInputs({ inputs }: Pick<AppDefinition, 'inputs'>): readonly AppInput[] {
  const { properties } = Fields.parse(z.toJSONSchema(inputs, { io: 'input' }))
  return Object.entries(properties).map(([name, field]): AppInput => {
    const asked = { name, title: field.title || name, hint: field.description, fixed: field.fixed }
    if ('enum' in field) return { ...asked, kind: 'choice', initial: field.default, choices: field.enum }
    if (field.type === 'string') return { ...asked, kind: 'text', initial: field.default }
    return { ...asked, kind: 'number', initial: field.default, min: field.minimum, max: field.maximum }
  })
}
