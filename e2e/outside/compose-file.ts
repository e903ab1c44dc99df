import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const Duration = z.string().regex(/^\d+(ms|s|m)$/)
const Service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  restart: z.enum(['no', 'unless-stopped']),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .default({}),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: Duration,
      timeout: Duration,
      retries: z.int(),
      start_period: Duration.optional(),
    })
    .optional(),
  stop_grace_period: Duration.optional(),
  cpu_shares: z.int().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
})
const Compose = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
})
export type Compose = z.infer<typeof Compose>

/** docker-compose.yml with its anchors resolved; only the keys that we use are known. */
export function readCompose(): Compose {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../docker-compose.yml'), 'utf8')
  return Compose.parse(parse(text, { merge: true }))
}

/** Puts values in the place of `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, as compose does. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, operator?: string, rest?: string) => {
    const value = values[name]
    if (value) return value
    if (operator === '?') throw new Error(`${name}: ${rest}`)
    return rest ?? ''
  })
}
