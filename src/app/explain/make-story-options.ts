// What a configuration file says that bears on captures.

import { createNetworkSet } from '../../nat/networks.ts';
import { readConfig } from '../read-config.ts';
import type { StoryOptions } from './capture-story.ts';

/**
 * @param file undefined: there is none, and the capture alone tells
 * @throws AppError CONFIG_INVALID, CONFIG_UNREADABLE
 */
export function makeStoryOptions(file: string | undefined): StoryOptions {
  if (file === undefined) {
    const nothing = createNetworkSet([]);
    return { sites: [], localNetworks: nothing, trunks: nothing, asterisks: [] };
  }
  const { sites, proxy } = readConfig(file).config;
  return {
    sites,
    localNetworks: createNetworkSet(proxy.localNetworks),
    trunks: createNetworkSet(proxy.trunks),
    asterisks: proxy.asterisk,
  };
}
