import { addressSeen } from '@/lib/features/accounts/visitor'
import { readImagerList } from '@/lib/features/cards/card-links'
import { panelOrigin } from '@/lib/http/panel-host'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/card-links/[token]/os_list.json', ({ params: { token }, request: { headers } }) =>
  readImagerList(token, panelOrigin(headers), addressSeen(headers)),
)
