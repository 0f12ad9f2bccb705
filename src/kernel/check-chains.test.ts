import type { AnyPlugin } from '../plugin-api/plugin.ts';
import { defineSlot } from '../plugin-api/slot.ts';
import { solveChain } from '../plugin-api/solve/slots.ts';
import { checkChains } from './check-chains.ts';
import type { ImportedPlugin } from './import-plugins.ts';

const profile = { profile: defineSlot('profile') };
const container = { container: defineSlot('container') };
const request = { request: defineSlot('solveRequest') };

function plugin(
  name: string,
  spec: Partial<AnyPlugin> = {},
  place: { chain?: string | string[] } = {},
): ImportedPlugin {
  return { spec: { name, setup: () => ({}), ...spec }, chains: [place.chain ?? 'solve'].flat() };
}

const solve = plugin('solve', { opens: [solveChain] });
const profiles = plugin('profile', { needs: request, adds: profile });
const selector = plugin('selector', { needs: profile, adds: container });
const chat = plugin('chat', { needs: container });

describe('checkChains', () => {
  it('finds nothing wrong with a chain that works', () => {
    expect(checkChains([solve, profiles, selector, chat])).toEqual([]);
  });

  it('names both plugins when a stage comes too early', () => {
    expect(checkChains([solve, profiles, chat, selector])).toEqual([
      "Plugin 'chat' needs 'container', but nothing before it provides it; put 'selector' before it.",
    ]);
  });

  it('says when no plugin of the chain provides a slot', () => {
    expect(checkChains([solve, profiles, chat])).toEqual([
      "Plugin 'chat' needs 'container', but nothing before it provides it; no plugin of this chain does.",
    ]);
  });

  it('does not let a stage read what only it adds', () => {
    expect(checkChains([solve, plugin('odd', { needs: profile, adds: profile })])).toEqual([
      "Plugin 'odd' needs 'profile', but nothing before it provides it; put 'odd' before it.",
    ]);
  });

  it('refuses two writers of one slot', () => {
    const other = plugin('other', { adds: container });
    expect(checkChains([solve, profiles, selector, other])).toEqual([
      "Plugins 'selector' and 'other' both provide 'container'; keep one of them.",
    ]);
  });

  it('refuses a writer of what the opener of the chain fills', () => {
    expect(checkChains([solve, plugin('forger', { adds: request })])).toEqual([
      "Plugins 'solve' and 'forger' both provide 'solveRequest'; keep one of them.",
    ]);
  });

  it('lets two chains fill the same slot', () => {
    const openai = plugin('openai', { opens: [{ ...solveChain, chain: 'openai' }] });
    const second = plugin('second', { needs: request, adds: profile }, { chain: 'openai' });
    expect(checkChains([solve, openai, profiles, second])).toEqual([]);
  });

  it('checks a stage of several chains in each of them', () => {
    const openai = plugin('openai', { opens: [{ ...solveChain, chain: 'openai' }] });
    const limit = plugin('limit', { needs: profile }, { chain: ['solve', 'openai'] });
    const second = plugin('second', { adds: profile }, { chain: 'openai' });
    expect(checkChains([solve, openai, profiles, second, limit])).toEqual([]);
    expect(checkChains([solve, openai, profiles, limit, second])).toEqual([
      "Plugin 'limit' needs 'profile', but nothing before it provides it; put 'second' before it.",
    ]);
    expect(checkChains([solve, profiles, limit])[0]).toContain("in chain 'openai', but no plugin starts");
  });

  it('says which chains there are when a plugin is in another', () => {
    const lost = plugin('lost', { needs: request }, { chain: 'slove' });
    expect(checkChains([solve, lost])).toContain(
      "Plugin 'lost' is in chain 'slove', but no plugin starts that chain; chains that are started: 'solve'.",
    );
    expect(checkChains([lost])[0]).toMatch(/chains that are started: none\.$/);
  });

  it('refuses a name that two plugins have', () => {
    expect(checkChains([solve, profiles, plugin('profile')])).toEqual([
      "Two plugins are named 'profile'; names are unique in one gateway.",
    ]);
  });

  it('keeps the order that plugins ask for, and ignores plugins that are not there', () => {
    const lock = plugin('lock', { needs: profile, before: ['selector', 'absent'] });
    const audit = plugin('audit', { after: ['chat', 'absent'] });
    expect(checkChains([solve, profiles, lock, selector, chat, audit])).toEqual([]);
    expect(checkChains([solve, profiles, audit, selector, lock, chat])).toEqual([
      "Plugin 'audit' must come after 'chat'.",
      "Plugin 'lock' must come before 'selector'.",
    ]);
  });

  it('reports everything at once', () => {
    const problems = checkChains([
      solve,
      chat,
      selector,
      plugin('chat', { adds: container }),
      plugin('lost', { after: ['chat'] }, { chain: 'nowhere' }),
    ]);
    expect(problems).toEqual([
      "Two plugins are named 'chat'; names are unique in one gateway.",
      expect.stringContaining("Plugin 'lost' is in chain 'nowhere'"),
      "Plugin 'chat' needs 'container', but nothing before it provides it; put 'selector' before it.",
      "Plugin 'selector' needs 'profile', but nothing before it provides it; no plugin of this chain does.",
      "Plugins 'selector' and 'chat' both provide 'container'; keep one of them.",
    ]);
  });
});
