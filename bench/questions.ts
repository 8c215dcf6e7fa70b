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
  ask('3.11', 'sentry with a new Django', ['sentry>=10', 'django>=4']),
];

/** Requests that contradict themselves. */
export const conflicts: readonly NamedQuestion[] = [
  ask('3.11', 'two that pin a third', ['boto3==1.34.0', 'botocore==1.33.0']),
  ask('3.11', 'a dependency of a dependency', ['requests==2.25.1', 'urllib3>=2']),
  ask('3.13', 'no release for this Python', ['numpy==1.21.0', 'pandas==1.3.0']),
  ask('3.11', 'needs a newer Python', ['scipy==1.18.1']),
  ask('3.11', 'wheels for other platforms only', ['pywin32', 'requests']),
  ask('3.11', 'an extra pulls in the conflict', [
    'django==4.2',
    'djangorestframework==3.17.1',
    'asgiref<3.6',
  ]),
  ask('3.11', 'a version that does not exist', ['flask==99', 'requests']),
  ask('3.11', 'a pre-release before the bound', ['pydantic-core==2.50.4', 'pydantic<2']),
  ask('3.11', 'a yanked release in a range', ['apache-airflow==2.8.0', 'flask>=3']),
  ask('3.11', 'a long chain', ['tensorflow==2.15.0', 'numpy>=2', 'pandas>=2.2']),
];
