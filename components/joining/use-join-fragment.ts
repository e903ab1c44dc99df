'use client'

import { useEffect, useState } from 'react'

export interface JoinFragment {
  readonly code?: string | undefined
  readonly link?: string | undefined
}

const CODE = /^#code=([0-9A-Za-z-]{1,20})$/
const LINK = /^#link=([0-9a-z]{1,64}\.[\w-]{1,64})$/

/** What a QR code or a personal link brought; a link is taken out of the address bar at once, so that it stays on no screen. */
export function useJoinFragment(): JoinFragment | undefined {
  const [found, setFound] = useState<JoinFragment>()
  useEffect(() => {
    const look = () => {
      const { hash, pathname } = location
      if (hash !== '') history.replaceState(null, '', pathname)
      setFound((known) =>
        hash === '' && known !== undefined ? known : { code: CODE.exec(hash)?.[1], link: LINK.exec(hash)?.[1] },
      )
    }
    look()
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])
  return found
}
