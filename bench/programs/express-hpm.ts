import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

// What one would write in five minutes, with the agent that makes it twice as fast as the default.
const { values } = parseArgs({
  options: { port: { type: 'string' }, target: { type: 'string', default: '' } },
});
const proxy = createProxyMiddleware({ target: values.target, agent: new Agent({ keepAlive: true }) });

express().use(proxy).listen(Number(values.port), '127.0.0.1');
