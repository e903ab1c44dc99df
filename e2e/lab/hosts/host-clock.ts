type RunOnHost = (command: string, options?: { readonly input?: string }) => Promise<unknown>

const library = '/usr/lib/*/faketime/libfaketime.so.1'

/** Puts a `date` that is wrong by so many seconds in front of the host's own, or takes it away again. */
export async function setHostClock(run: RunOnHost, offsetSeconds: number): Promise<void> {
  await run('while umount /usr/bin/date 2>/dev/null; do :; done')
  if (offsetSeconds === 0) return
  const offset = `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}s`
  const input = `#!/bin/sh\nLD_PRELOAD=$(echo ${library}) FAKETIME=${offset} exec /run/lab-host/date "$@"\n`
  await run('cp /usr/bin/date /run/lab-host/date && cat >/run/lab-host/wrong-date', { input })
  await run('chmod 755 /run/lab-host/wrong-date && mount --bind /run/lab-host/wrong-date /usr/bin/date')
}
