import { readCatalogue } from '@/lib/features/cloud-catalogue/read-catalogue'
import { visitorAddress } from '@/lib/features/cloud-catalogue/visitor-address'
import { route } from '@/lib/http/route'

const withAddress = <Answer>(answer: Answer, request: Request) => {
  const yourAddress = visitorAddress(request.headers)
  return yourAddress === undefined ? answer : { ...answer, yourAddress }
}

export const GET = route(
  'GET /api/cloud-accounts/[accountId]/catalogue',
  async ({ actor, params: { accountId }, request }) =>
    withAddress(await readCatalogue(actor, accountId, { again: false }), request),
)

export const POST = route(
  'POST /api/cloud-accounts/[accountId]/catalogue',
  async ({ actor, params: { accountId }, request }) =>
    withAddress(await readCatalogue(actor, accountId, { again: true }), request),
)
