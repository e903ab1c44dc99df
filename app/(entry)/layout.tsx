import type { ReactNode } from 'react'
import { Logo } from '@/components/ui/logo'

/** The frame of the pages for people who are not signed in. */
export default function EntryLayout({ children }: { readonly children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-5 px-4 pt-[12vh] pb-8 max-sm:pt-8">
      <p className="flex items-center gap-2 text-lg font-bold tracking-tight">
        <Logo size={30} />
        BuzzCrate
      </p>
      {children}
    </main>
  )
}
