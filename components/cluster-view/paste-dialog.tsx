'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { TextAreaField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { ManifestLook } from '@/lib/contracts/manifests'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clusterApps } from '@/messages/cluster-apps'

interface Props {
  readonly clusterId: string
  /** Of what was pasted before; empty for something new. */
  readonly name: string
  readonly onClose: () => void
}

/** Takes YAML, lets the cluster judge it, and installs it when all of it is right. */
export function PasteDialog({ clusterId, name: before, onClose }: Props) {
  const t = useText(clusterApps)
  const router = useRouter()
  const [name, setName] = useState(before)
  const [yaml, setYaml] = useState('')
  const params = { clusterId }
  const look = useMutation({
    mutationFn: () =>
      callApi('POST /api/clusters/[clusterId]/manifests/look', {
        params,
        body: name === '' ? { yaml } : { yaml, name },
      }),
  })
  const install = useMutation({
    mutationFn: async () => {
      const { problems } = await look.mutateAsync()
      if (problems.length > 0) return
      const { runNumber } = await callApi('POST /api/clusters/[clusterId]/manifests', { params, body: { name, yaml } })
      router.push(paths.run({ clusterId, runNumber }))
    },
  })
  const problem = problemsOf(install.error)
  return (
    <FormDialog
      title={t.pasteTitle}
      action={t.pasteNow}
      busy={install.isPending}
      blockedBy={name === '' || yaml.trim() === '' ? t.pasteMissing : undefined}
      error={install.error ?? look.error}
      onSubmit={() => install.mutate()}
      onClose={onClose}
    >
      <p className="text-soft">{t.pasteLead}</p>
      <TextField
        label={t.pasteName}
        hint={t.pasteNameHint}
        mono
        autoComplete="off"
        spellCheck={false}
        value={name}
        readOnly={before !== ''}
        error={problem('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <TextAreaField
        label={t.pasteText}
        hint={t.pasteTextHint}
        rows={14}
        spellCheck={false}
        value={yaml}
        error={problem('yaml')}
        onChange={(event) => {
          setYaml(event.target.value)
          look.reset()
        }}
      />
      <div>
        <Button
          size="small"
          type="button"
          busy={look.isPending && !install.isPending}
          blockedBy={yaml.trim() === '' ? t.pasteMissing : undefined}
          onClick={() => look.mutate()}
        >
          {t.pasteCheck}
        </Button>
      </div>
      {look.data === undefined ? null : <Judged look={look.data} />}
    </FormDialog>
  )
}

function Judged({ look: { objects, problems } }: { readonly look: ManifestLook }) {
  const t = useText(clusterApps)
  if (problems.length > 0) {
    return (
      <Notice tone="bad" role="alert">
        <ul className="flex flex-col gap-1">
          {problems.map(({ line, problem }) => (
            <li key={`${line} ${problem}`} className="[overflow-wrap:anywhere]">
              <span className="facts font-semibold">{t.pasteLine(line)}</span> {problem}
            </li>
          ))}
        </ul>
      </Notice>
    )
  }
  return (
    <Notice tone="ok" role="status">
      <p>{t.pasteGood(objects.length)}</p>
      {objects
        .filter(({ later }) => later)
        .map(({ kind, name }) => (
          <p key={`${kind} ${name}`} className="text-sm">
            {t.pasteLater(`${kind} ${name}`)}
          </p>
        ))}
    </Notice>
  )
}
