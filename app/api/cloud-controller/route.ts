import { chooseController } from '@/lib/features/cloud-controller/choose-controller'
import { readChosenController } from '@/lib/features/cloud-controller/read-chosen-controller'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cloud-controller', ({ actor }) => readChosenController(actor))

export const PUT = route('PUT /api/cloud-controller', ({ actor, body }) => chooseController(actor, body))
