'use client'

import { useState } from 'react'
import { leavePage } from '@/components/leave-page'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { shell } from '@/messages/shell'
import type { ShellUser } from './shell-user'

/** Who is signed in, and the way out. */
export function AccountMenu({ user }: { readonly user: ShellUser }) {
  const t = useText(shell)
  const [leaving, setLeaving] = useState(false)
  const signOut = () => {
    setLeaving(true)
    void leavePage(paths.signIn(), () => callApi('POST /api/auth/sign-out'))
  }
  return (
    <div className="mt-2 w-full border-t border-line px-1.5 pt-3">
      <p className="truncate text-sm font-semibold" title={user.role === 'student' ? undefined : user.email}>
        {user.name}
      </p>
      <div className="flex items-center justify-between gap-2 text-soft">
        <span>{t[user.role]}</span>
        <Button kind="quiet" size="small" busy={leaving} onClick={signOut}>
          {t.signOut}
        </Button>
      </div>
    </div>
  )
}
