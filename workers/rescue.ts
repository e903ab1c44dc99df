import { env } from '@/lib/core/env'
import { toFailure } from '@/lib/core/errors'
import { closeDatabase } from '@/lib/db/client'
import { rescueAccount } from '@/lib/features/accounts/rescue-account'
import { paths } from '@/lib/shared/paths'

// `node workers/rescue.mjs EMAIL`: for the account of somebody who lost everything. Prints a one-time link by which they
// choose a password; their second factor is gone. The token is in the fragment: browsers send that to no server.
const [email = ''] = process.argv.slice(2)
try {
  const { BUZZCRATE_URL, PORT } = env()
  const { token } = await rescueAccount(email)
  const link = new URL(paths.choosePassword(), BUZZCRATE_URL ?? `http://localhost:${PORT}`)
  link.hash = `token=${token}`
  process.stdout.write(
    `With this link a new password is chosen for ${email}. It works once, for seven days:\n${link.href}\n`,
  )
} catch (error) {
  process.stderr.write(`${toFailure(error).userMessage}\n`)
  process.exitCode = 1
}
await closeDatabase()
