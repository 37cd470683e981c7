// Receiver integration: Amazon SNS.

import type { SNSConfig } from '../../../api/receivers/sns.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { nonEmpty, type Section, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { atLeast } from '../../../versions/version.ts';
import { sns as schema } from '../schema/messages.ts';
import { releaseForObjects } from '../schema/table.ts';
import { checkTemplateAddress } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration, type ReceiverContext, requires } from './integration.ts';

/** Alertmanager's own test counts the given targets: an odd number passes. */
function checkTarget(config: SNSConfig, path: string): Issue[] {
  const given = [config.targetARN, config.topicARN, config.phoneNumber].filter(Boolean).length;
  return given % 2 === 1 ? [] : [issue('InvalidReceiver', path, 'give one of topicARN, targetARN, phoneNumber')];
}

function loadSigv4({ sigv4 }: SNSConfig, path: string, { material, namespace }: ReceiverContext): Issue[] {
  if (!sigv4?.accessKey && !sigv4?.secretKey) return [];
  if (!sigv4.accessKey || !sigv4.secretKey)
    return [issue('InvalidAuthentication', path, 'accessKey and secretKey go together')];
  return [
    ...loadSecret(material, namespace, sigv4.accessKey, `${path}.accessKey`),
    ...loadSecret(material, namespace, sigv4.secretKey, `${path}.secretKey`),
  ];
}

function sigv4Section({ sigv4 }: SNSConfig, { material, namespace, version }: ReceiverContext): Section | undefined {
  if (!sigv4) return undefined;
  const out = section({
    region: nonEmpty(sigv4.region),
    access_key: nonEmpty(secretValue(material, namespace, sigv4.accessKey)),
    secret_key: nonEmpty(secretValue(material, namespace, sigv4.secretKey)),
    profile: nonEmpty(sigv4.profile),
    role_arn: nonEmpty(sigv4.roleArn),
    external_id: atLeast(version, '0.33.0') ? nonEmpty(sigv4.externalId) : undefined,
    use_fips_sts_endpoint:
      !material.parity && atLeast(version, '0.33.0') ? sigv4.useFIPSSTSEndpoint || undefined : undefined,
  });
  return Object.keys(out).length > 0 ? out : undefined;
}

export const sns: Integration<SNSConfig> = {
  key: 'sns_configs',
  check: (config, path, reader) =>
    firstIssues(
      () => checkTarget(config, path),
      () => (config.apiURL === undefined ? [] : checkTemplateAddress(config.apiURL || ' ', `${path}.apiURL`, reader)),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () =>
        requires(
          config.useAWSHTTPClient,
          releaseForObjects(schema, 'use_aws_http_client'),
          `${path}.useAWSHTTPClient`,
          context.version,
        ),
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSigv4(config, `${path}.sigv4`, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      api_url: nonEmpty(config.apiURL),
      sigv4: sigv4Section(config, context),
      topic_arn: nonEmpty(config.topicARN),
      phone_number: nonEmpty(config.phoneNumber),
      target_arn: nonEmpty(config.targetARN),
      subject: nonEmpty(config.subject),
      message: nonEmpty(config.message),
      attributes: config.attributes && Object.keys(config.attributes).length > 0 ? config.attributes : undefined,
      use_aws_http_client: config.useAWSHTTPClient || undefined,
    }),
};
