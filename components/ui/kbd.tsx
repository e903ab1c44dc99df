import type { ReactNode } from 'react'

/** A key of the keyboard. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="rounded-[5px] border border-b-2 border-line-strong px-1.5 font-mono text-2xs font-medium text-soft">
      {children}
    </kbd>
  )
}
