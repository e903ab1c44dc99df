import { createHash } from 'node:crypto'
import { db } from '@/lib/db/client'
import { SIGN_IN_REFUSED } from '../audit'

/** Entries a day for one account: a flood of attempts from everywhere shares them. */
const PLACES = 16
const NOBODY = 'unknown'

/**
 * Writes down a sign-in that did not succeed: one entry a day for an account, the kind of failure and (a sixteenth of) the
 * network, which counts. So a flood leaves some entries, not a million. What was typed as an address of no account is not
 * kept: people type their password there.
 * @param failed the error's code, e.g. `wrong-credentials`
 * @param address a key by `addressOf`
 */
export async function recordSignInFailure(email: string, failed: string, address: string): Promise<void> {
  const user = await db().user.findUnique({ where: { email }, select: { id: true } })
  const subjectId = user?.id ?? NOBODY
  const place = (digest(address)[0] ?? 0) % PLACES
  const day = new Date().toISOString().slice(0, 10)
  const id = digest([SIGN_IN_REFUSED, subjectId, failed, place, day].join('\n')).toString('base64url').slice(0, 26)
  await db().$executeRaw`
    insert into audit_entry as known (id, at, action, "subjectType", "subjectId", details)
    values (
      ${id}, clock_timestamp() at time zone 'utc', ${SIGN_IN_REFUSED}, 'user', ${subjectId},
      jsonb_build_object('failed', ${failed}::text, 'address', ${address}::text, 'times', 1)
    )
    on conflict (id) do update set
      at = excluded.at,
      details = known.details || jsonb_build_object('times', (known.details->>'times')::int + 1, 'address', ${address}::text)`
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
