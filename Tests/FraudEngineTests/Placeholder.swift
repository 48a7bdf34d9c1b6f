// Tests of FraudEngine.
