import { z } from 'zod'

/** The id of something that the panel keeps. */
export const Id = z.string().max(64)

/** Milliseconds since 1970, by the panel's clock. */
export const Time = z.number().meta({ description: 'Milliseconds since 1970.' })

/** A list in an answer: nobody changes it. */
export const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly()

export const Architecture = z.enum(['amd64', 'arm64', 'arm'])
