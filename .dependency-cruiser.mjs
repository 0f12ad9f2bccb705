import swcVisitor from '@swc/core/Visitor.js';

// The visitor that dependency-cruiser walks the syntax tree with gives up at a `using` declaration, which
// the parser itself knows.
const { Visitor } = swcVisitor;
const visitStatement = Visitor.prototype.visitStatement;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};

// `name.test.ts`, and `test-name.ts` for what several of them share.
const tests = '(\\.test|/test-[^/]+)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'api-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/plugin-api/' },
      to: { path: '^(src/(?!plugin-api/)|plugins/)' },
    },
    {
      name: 'api-has-no-runtime-dependency',
      severity: 'error',
      from: { path: '^src/plugin-api/' },
      to: { dependencyTypes: ['npm', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'plugins-see-only-the-api',
      comment: 'Tests of a plugin may use the test kit as well.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/', pathNot: tests },
      to: { path: '^src/(?!plugin-api/index)' },
    },
    {
      name: 'plugin-tests-see-only-the-api-and-the-test-kit',
      severity: 'error',
      from: { path: `^plugins/([^/]+)/.*${tests}` },
      to: { path: '^src/(?!plugin-api/index|testing/)' },
    },
    {
      name: 'plugins-do-not-know-each-other',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: { path: '^plugins/', pathNot: '^plugins/$1/' },
    },
    {
      name: 'core-does-not-import-plugins',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^plugins/' },
    },
    {
      name: 'kernel-knows-the-api-only',
      comment: 'Telemetry, store, exchange and http reach the kernel as ports, from main.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(?!kernel/|plugin-api/)' },
    },
    {
      name: 'only-http-touches-express',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: '^src/http/' },
      to: { path: 'node_modules/express', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-proxy-touches-the-proxy-middleware',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: '^plugins/proxy/' },
      to: { path: 'node_modules/http-proxy-middleware', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-telemetry-touches-the-sdk',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: '^src/(telemetry|testing)/' },
      to: {
        path: 'node_modules/(@opentelemetry/(sdk|auto|exporter|context)|import-in-the-middle|prom-client)',
      },
    },
    {
      name: 'only-store-touches-the-database',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: `(^src/store/|${tests})` },
      to: { path: 'node_modules/(sequelize|sqlite3|umzug)' },
    },
    {
      name: 'only-exchange-touches-undici',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: '^src/exchange/' },
      to: { path: 'node_modules/undici' },
    },
    {
      name: 'only-main-starts-things',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/main' },
    },
    {
      name: 'the-product-does-not-use-the-test-kit',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: `(^src/(testing|demo)/|${tests})` },
      to: { path: '^src/testing/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.(types|config|d)\\.ts$' },
      to: {},
    },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: `(^src/testing/|${tests})` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
