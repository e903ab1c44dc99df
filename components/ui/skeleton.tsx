import { clsx } from 'clsx'

/** Stands where something will be, in about its size, while it loads. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden="true" className={clsx('animate-pulse rounded-control bg-line/60', className)} />
}

/** Rows of a list or a table that is being loaded; `label` is what a screen reader hears. */
export function SkeletonRows({ rows = 3, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <div role="status" className="flex flex-col gap-2 p-4">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // The rows never move.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Skeleton key={row} className="h-5" />
      ))}
    </div>
  )
}
