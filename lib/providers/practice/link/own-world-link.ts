import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { worldToken } from '../host/access-tokens'
import { findWorld } from '../world/find-world'
import { WorldLink } from './world-link'

// On globalThis: Next bundles a module more than once.
const KEY = Symbol.for('buzzcrate.practice-link')
const holder = globalThis as typeof globalThis & { [KEY]?: WorldLink }

/** This process's way to the worker that simulates the machines. */
export function worldLink(): WorldLink {
  holder[KEY] ??= new WorldLink({
    find: findWorld,
    token: worldToken(derivedKey(env().BUZZCRATE_SECRET_KEY, 'practice')),
  })
  return holder[KEY]
}
