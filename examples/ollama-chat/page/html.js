// @ts-check
/** @import { ComponentType, VNode } from 'preact' */
import { Component, h } from 'preact'
import htm from 'htm'

/**
 * JSX's work without a build step.
 * @type {(strings: TemplateStringsArray, ...values: unknown[]) => VNode}
 */
export const html = /** @type {any} */ (htm.bind(h))

/**
 * Renders again only when a prop is another value: a thread of 400 messages redraws the one that is streaming.
 * @template {object} Props
 * @param {(props: Props) => unknown} component
 * @returns {ComponentType<Props>}
 */
export function memo(component) {
  class Memo extends Component {
    /** @override @param {Record<string, unknown>} next */
    shouldComponentUpdate(next) {
      const shown = /** @type {Record<string, unknown>} */ (this.props)
      const names = new Set([...Object.keys(shown), ...Object.keys(next)])
      return [...names].some((name) => shown[name] !== next[name])
    }
    /** @override @param {any} props */
    render(props) {
      return h(/** @type {any} */ (component), props)
    }
  }
  return /** @type {any} */ (Memo)
}
