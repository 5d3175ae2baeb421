#!/usr/bin/env node
// The pages of a game's database, held to what lib/look.mjs says.

import { done } from './lib/harness.mjs';
import { look_at } from './lib/look.mjs';
import { game_pages, make_world } from './lib/pages.mjs';

await look_at(game_pages, await make_world());
await done();
