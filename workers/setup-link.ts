import { closeDatabase } from '@/lib/db/client'
import { ensureSetupToken } from '@/lib/features/accounts/setup-token'
import { paths } from '@/lib/shared/paths'

// Prints the one-time set-up link for the panel at the given address, or nothing when it is set up. The token is in
// the fragment: browsers send that to no server, so it stands in no log but the one that is read here.
const [address = 'http://localhost:3000'] = process.argv.slice(2)
const token = await ensureSetupToken()
if (token !== undefined) {
  const link = new URL(paths.setup(), address)
  link.hash = `token=${token}`
  process.stdout.write(`${link.href}\n`)
}
await closeDatabase()
