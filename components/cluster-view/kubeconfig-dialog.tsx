'use client'

import { useText } from '@/components/text'
import { AnchorButton } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog } from '@/components/ui/dialog'
import { clusterView } from '@/messages/cluster-view'

interface Props {
  readonly clusterId: string
  readonly name: string
  readonly onClose: () => void
}

/** The key to the cluster for kubectl, and how to use it. */
export function KubeconfigDialog({ clusterId, name, onClose }: Props) {
  const t = useText(clusterView)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.kubeconfig}
      actions={
        <AnchorButton kind="primary" href={`/api/clusters/${clusterId}/kubeconfig`} download>
          {t.kubeconfigDownload}
        </AnchorButton>
      }
    >
      <p>{t.kubeconfigWords}</p>
      <p className="mt-3 mb-1 text-soft">{t.kubeconfigUse}</p>
      <CodeBlock label={t.kubeconfigUse} text={`export KUBECONFIG=$PWD/${name}.kubeconfig\nkubectl get nodes`} />
    </Dialog>
  )
}
