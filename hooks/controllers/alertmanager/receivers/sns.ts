// Receiver integration: Amazon SNS.
import type { SNSConfig } from '../../../api/receivers/sns.ts';
import { client } from './http.ts';
import { integration, type Mapping } from './mapping.ts';
import { nested, secret } from './sources.ts';

const sigv4: Mapping<NonNullable<SNSConfig['sigv4']>> = {
  region: 'region',
  access_key: secret('accessKey'),
  secret_key: secret('secretKey'),
  profile: 'profile',
  role_arn: 'roleArn',
  external_id: 'externalId',
  use_fips_sts_endpoint: 'useFIPSSTSEndpoint',
};

export const sns = integration<SNSConfig>('sns_configs', {
  send_resolved: 'sendResolved',
  api_url: 'apiURL',
  sigv4: nested('sigv4', sigv4),
  topic_arn: 'topicARN',
  phone_number: 'phoneNumber',
  target_arn: 'targetARN',
  subject: 'subject',
  message: 'message',
  attributes: 'attributes',
  use_aws_http_client: 'useAWSHTTPClient',
  http_config: client,
});
