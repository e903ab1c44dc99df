import { downloadKubeconfig } from '@/lib/features/live-clusters/download-kubeconfig'
import { panelHost } from '@/lib/http/panel-host'
import { route } from '@/lib/http/route'

/** Cluster names are DNS labels, so the file name needs no quoting. */
export const GET = route(
  'GET /api/clusters/[clusterId]/kubeconfig',
  async ({ actor, params: { clusterId }, request }) => {
    const { fileName, text } = await downloadKubeconfig(actor, clusterId, panelHost(request.headers))
    return new Response(text, {
      headers: {
        'content-type': 'application/yaml; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
      },
    })
  },
)
