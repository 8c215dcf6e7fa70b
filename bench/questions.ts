/** A question with its Python. */
export interface NamedQuestion {
  readonly title: string;
  readonly python: string;
  readonly requirements: readonly string[];
}

function ask(python: string, title: string, requirements: readonly string[]): NamedQuestion {
  return { title, python, requirements };
}

/** Sets that are known to make resolvers try much. */
export const hardQuestions: readonly NamedQuestion[] = [
  ask('3.11', 'boto3, new urllib3, old botocore', ['boto3', 'urllib3>=2', 'botocore<1.30']),
  ask('3.9', 'boto3, old urllib3, new botocore', ['boto3', 'urllib3<1.25', 'botocore>=1.30']),
  ask('3.11', 'boto3 with one old botocore', ['boto3>=1.30', 'botocore==1.29.100']),
  ask('3.11', 'boto3 with the oldest urllib3', ['boto3', 'urllib3<1.22']),
  ask('3.11', 'boto3 beside aiobotocore', ['boto3', 'aiobotocore', 's3fs', 'awscli']),
  ask('3.11', 'airflow, three extras', ['apache-airflow[amazon,google,celery]']),
  ask('3.11', 'airflow, eight extras', [
    'apache-airflow[amazon,google,celery,cncf-kubernetes,snowflake,databricks,postgres,microsoft-azure]',
  ]),
  ask('3.11', 'airflow 2.8, all extras', ['apache-airflow[all]==2.8.4']),
  ask('3.11', 'airflow, all extras', ['apache-airflow[all]']),
  ask('3.11', 'autogluon', ['autogluon']),
  ask('3.13', 'autogluon', ['autogluon']),
  ask('3.11', 'autogluon with numpy 1', ['autogluon', 'numpy<2', 'pandas>=2']),
  ask('3.11', 'TTS', ['TTS']),
  ask('3.13', 'TTS', ['TTS']),
  ask('3.11', 'TTS with a new numpy', ['TTS', 'numpy>=2']),
  ask('3.11', 'sentry', ['sentry']),
  ask('3.11', 'sentry, its last release', ['sentry==23.7.1']),
  ask('3.11', 'sentry with a new Django', ['sentry==23.7.1', 'django>=4']),
];

/** Requests that contradict themselves, or what the index has. */
export const conflicts: readonly NamedQuestion[] = [
  ask('3.11', 'Two want different releases of a third', ['aiobotocore==2.9.0', 'boto3==1.35.0']),
  ask('3.11', 'What an extra needs', ['celery[redis]==5.3.6', 'redis>=6', 'flask']),
  ask('3.11', 'Hundreds of releases with the same conflict', ['boto3>=1.30', 'botocore==1.29.100']),
  ask('3.11', 'A chain with choices', ['s3fs==2023.12.2', 'boto3==1.43.0']),
  ask('3.11', 'No such release', ['flask==99', 'requests']),
  ask('3.11', 'Needs a newer Python', ['scipy==1.18.1', 'pandas']),
  ask('3.13', 'Wheels for other Pythons only', ['tensorflow==2.15.0']),
  ask('3.11', 'Wheels for other platforms only', ['pywin32', 'requests']),
  ask('3.11', 'Pre-releases only', ['flash-attn-4>=4']),
  ask('3.11', 'Yanked releases only', ['requests>=2.32.0,<2.32.2']),
];
