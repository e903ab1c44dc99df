import { z } from 'zod'
import { downloadKubeconfig } from '@/lib/features/live-clusters/download-kubeconfig'
import { panelHost } from '@/lib/http/panel-host'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

/** Cluster names are DNS labels, so the file name needs no quoting. */
export const GET = route('member', { params }, async ({ actor, params: { clusterId }, request }) => {
  const { fileName, text } = await downloadKubeconfig(actor, clusterId, panelHost(request.headers))
  return new Response(text, {
    headers: {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  })
})
