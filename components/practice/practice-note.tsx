import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** One sentence about what is simulated here. The dashed edge is the mark of everything simulated. */
export function PracticeNote({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <p
      role="note"
      className={clsx('rounded-control border border-dashed border-honey px-3 py-1.5 text-sm text-soft', className)}
    >
      {children}
    </p>
  )
}
