// @ts-check
/** @import { ToolPiece } from '../types.d.ts' */
import { html } from '../html.js'
import { ColouredJson } from './coloured-json.js'

/** @param {{ tool: ToolPiece, isGrowing: boolean }} props */
export function ToolBox({ tool, isGrowing }) {
  const isMissing = tool.result === undefined
  return html`
    <section class="tool" aria-label=${`Tool ${tool.name}`}>
      <div class="tool-head"><span class="chip chip-tool">${tool.name}</span></div>
      <${ColouredJson} text=${written(tool.arguments)} />
      ${
        (!isMissing || !isGrowing) &&
        html`
          <div class="tool-head">
            ${isMissing ? 'no result' : 'result'} ${tool.isError && html`<span class="chip chip-bad">error</span>`}
          </div>
        `
      }
      ${!isMissing && html`<${ColouredJson} text=${written(tool.result)} />`}
    </section>
  `
}

/**
 * On one line, with air: as a person would write it.
 * @param {unknown} value
 */
function written(value) {
  if (typeof value === 'string') return value
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ')
}
