'use client'

import { PracticeBadge } from '@/components/practice/practice-badge'
import { PracticeNote } from '@/components/practice/practice-note'
import { useText } from '@/components/text'
import { AnchorButton } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog } from '@/components/ui/dialog'
import { clusterView } from '@/messages/cluster-view'
import { practice as practiceWords } from '@/messages/practice'

interface Props {
  readonly clusterId: string
  readonly name: string
  readonly practice: boolean
  readonly onClose: () => void
}

/** The key to the cluster for kubectl, and how to use it. */
export function KubeconfigDialog({ clusterId, name, practice, onClose }: Props) {
  const t = useText(clusterView)
  const { kubeconfigNote } = useText(practiceWords)
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <span className="flex items-center gap-2">
          {t.kubeconfig} {practice ? <PracticeBadge /> : null}
        </span>
      }
      actions={
        <AnchorButton kind="primary" href={`/api/clusters/${clusterId}/kubeconfig`} download>
          {t.kubeconfigDownload}
        </AnchorButton>
      }
    >
      {practice ? <PracticeNote className="mb-3">{kubeconfigNote}</PracticeNote> : null}
      <p>{t.kubeconfigWords}</p>
      <p className="mt-3 mb-1 text-soft">{t.kubeconfigUse}</p>
      <CodeBlock label={t.kubeconfigUse} text={`export KUBECONFIG=$PWD/${name}.kubeconfig\nkubectl get nodes`} />
    </Dialog>
  )
}
