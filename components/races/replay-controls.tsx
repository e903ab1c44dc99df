'use client'

import { Pause, Play } from 'lucide-react'
import { useId } from 'react'
import { useShortcut } from '@/components/shell/shortcuts'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { REPLAY_SPEEDS } from '@/lib/shared/races/replay-clock'
import { lineTime } from '@/lib/shared/run-view/format-duration'
import { races } from '@/messages/races'
import styles from './race.module.css'
import type { Replay } from './use-replay'

/** Play, place and speed of a replay. All of it works by keyboard: the slider by its arrow keys. */
export function ReplayControls({ replay, onLeave }: { readonly replay: Replay; readonly onLeave: () => void }) {
  const t = useText(races)
  const id = useId()
  const { clock, atMs, playing, command } = replay
  const toggle = () => command({ do: playing ? 'pause' : 'play' })
  useShortcut('k', t.playOrPause, toggle)
  return (
    <section aria-label={t.replayControls} className={styles['replay']}>
      <Button kind="primary" className="min-w-24" onClick={toggle}>
        {playing ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
        {playing ? t.pause : t.play}
      </Button>
      <div className={styles['slider']}>
        <label htmlFor={id} className="sr-only">
          {t.place}
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={Math.ceil(clock.lengthMs)}
          step={100}
          value={atMs}
          aria-valuetext={lineTime(atMs)}
          onChange={(event) => command({ do: 'seek', toMs: Number(event.target.value) })}
        />
        <output htmlFor={id} aria-live="off">
          {lineTime(atMs)}
        </output>
      </div>
      <fieldset className={styles['speeds']}>
        <legend className="sr-only">{t.speed}</legend>
        {REPLAY_SPEEDS.map((speed) => (
          <label key={speed}>
            <input
              type="radio"
              name="replay-speed"
              checked={clock.speed === speed}
              onChange={() => command({ do: 'speed', speed })}
            />
            {t.times(speed)}
          </label>
        ))}
      </fieldset>
      <Button kind="quiet" onClick={onLeave}>
        {t.toLive}
      </Button>
      <p className="basis-full text-sm text-soft">{t.replayLead}</p>
    </section>
  )
}
