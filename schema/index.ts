import './scalars.js';
import './error-types.js';
import './money.js';
import './workspace.js';
import './influencer.js';
import { builder } from './builder.js';

export const schema = builder.toSchema();
