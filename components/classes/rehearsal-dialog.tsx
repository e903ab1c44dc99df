'use client'

import { useQuery } from '@tanstack/react-query'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog } from '@/components/ui/dialog'
import { Spinner } from '@/components/ui/spinner'
import { callApi } from '@/lib/shared/call-api'
import { classes } from '@/messages/classes'

/** A link that opens the class as a student who takes no seat. */
export default function RehearsalDialog({
  classId,
  onClose,
}: {
  readonly classId: string
  readonly onClose: () => void
}) {
  const t = useText(classes)
  const { data, error } = useQuery({
    queryKey: ['rehearsal', classId],
    queryFn: () => callApi('POST /api/classes/[classId]/rehearsal', { params: { classId } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <Dialog open onClose={onClose} title={t.rehearse}>
      <p className="mb-3">{t.rehearseNote}</p>
      {data === undefined ? (
        error === null ? (
          <Spinner />
        ) : (
          <FormFailure error={error} />
        )
      ) : (
        <CodeBlock label={t.rehearse} text={`${location.origin}${data.path}`} />
      )}
    </Dialog>
  )
}
