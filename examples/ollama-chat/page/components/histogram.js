// @ts-check
import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { compact } from './figures.js'

/** @typedef {{ readonly upTo: number, readonly count: number }} Bar */

const HEIGHT = 96
const TOP = 8
const BASE = HEIGHT - 18
const LEFT = 30

/**
 * Bars over doubling lengths, drawn in real pixels: a stretched drawing would squash its text.
 * @param {{ bars: readonly Bar[], label: string }} props
 */
export function Histogram({ bars, label }) {
  const { element, width } = useWidth()
  const most = niceMost(Math.max(1, ...bars.map(({ count }) => count)))
  const pitch = Math.max(1, (width - LEFT) / Math.max(1, bars.length))
  const y = (/** @type {number} */ count) => BASE - ((BASE - TOP) * count) / most
  const spoken = bars.map(({ upTo, count }) => `up to ${upTo}: ${count}`).join(', ')
  return html`
    <div class="chart" ref=${element}>
      ${
        width > 0 &&
        html`
          <svg role="img" aria-label=${`${label}. ${spoken}`} width=${width} height=${HEIGHT}>
            ${[1, 0.5].map(
              (part) => html`
                <line class="chart-grid" x1=${LEFT} x2=${width} y1=${y(most * part)} y2=${y(most * part)} />
                <text class="chart-label" x=${LEFT - 6} y=${y(most * part) + 4} text-anchor="end"
                  >${compact(most * part)}</text
                >
              `,
            )}
            ${bars.map(
              ({ upTo, count }, index) => html`
                <rect
                  class="chart-bar"
                  x=${LEFT + index * pitch + 1}
                  width=${Math.max(1, pitch - 2)}
                  y=${count === 0 ? BASE : Math.min(y(count), BASE - 1)}
                  height=${count === 0 ? 0 : Math.max(1, BASE - y(count))}
                  rx="1"
                  ><title>${`up to ${upTo} tokens: ${count}`}</title></rect
                >
              `,
            )}
            <line class="chart-base" x1=${LEFT} x2=${width} y1=${BASE + 0.5} y2=${BASE + 0.5} />
            ${bars.map(
              ({ upTo }, index) =>
                index % 2 === 0 &&
                html`
                  <text class="chart-label" x=${LEFT + (index + 0.5) * pitch} y=${HEIGHT - 4} text-anchor="middle"
                    >${size(upTo)}</text
                  >
                `,
            )}
          </svg>
        `
      }
      <${Numbers} bars=${bars} label=${label} />
    </div>
  `
}

/** @param {{ bars: readonly Bar[], label: string }} props */
function Numbers({ bars, label }) {
  return html`
    <table class="hidden">
      <caption>
        ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">Up to</th>
          <th scope="col">Answers</th>
        </tr>
      </thead>
      <tbody>
        ${bars.map(
          ({ upTo, count }) =>
            html`<tr>
              <th scope="row">${upTo}</th>
              <td>${count}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  `
}

function useWidth() {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return { element, width }
}

/** The next even round number, so that half of it can be written at the grid. @param {number} count */
function niceMost(count) {
  const power = 10 ** Math.floor(Math.log10(count))
  const round = [2, 4, 6, 8, 10, 20].find((step) => step * power >= count) ?? 20
  return round * power
}

/** @param {number} tokens */
function size(tokens) {
  return tokens >= 1024 ? `${tokens / 1024}k` : String(tokens)
}
