'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useText } from '@/components/text'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { ClassDetail } from '@/lib/contracts/classes'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'

/** Deletes a class for good, by its typed name. */
export default function DeleteClassDialog({
  detail: { id: classId, name },
  onClose,
}: {
  readonly detail: ClassDetail
  readonly onClose: () => void
}) {
  const t = useText(classes)
  const router = useRouter()
  const remove = useMutation({
    mutationFn: () => callApi('DELETE /api/classes/[classId]', { params: { classId }, body: { name } }),
    onSuccess: () => router.push(paths.classes()),
  })
  return (
    <ConfirmDialog
      title={t.deleteTitle(name)}
      typed={{ text: name, label: t.typeName(name), missing: t.typeMissing }}
      action={t.delete}
      busy={remove.isPending}
      failure={remove.error === null ? undefined : failureOf(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t.deleteWords}</p>
    </ConfirmDialog>
  )
}
