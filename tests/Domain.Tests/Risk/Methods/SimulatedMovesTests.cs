using Ballast.Domain.Risk.Methods;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

public sealed class SimulatedMovesTests
{
    private static readonly double[][] Returns = Some(instruments: 7, steps: 90);

    [Fact]
    public void Simulated_moves_are_those_of_a_plain_loop_to_the_last_digit()
    {
        // More paths than one block holds, and not a whole number of blocks.
        var covariance = Covariance.LedoitWolfIdentity(Returns).Matrix;
        var factor = Matrix<double>.Build.DenseOfArray(covariance).Cholesky().Factor;
        var random = new MersenneTwister(11, threadSafe: false);
        var moves = MonteCarlo.Moves(covariance, 1_300, 11);
        for (var path = 0; path < 1_300; path++)
        {
            double[] normals = [.. Returns.Select(_ => Normal.InvCDF(0, 1, random.NextDouble()))];
            for (var i = 0; i < normals.Length; i++)
            {
                var move = 0.0;
                for (var j = 0; j < normals.Length; j++)
                {
                    move += factor[i, j] * normals[j];
                }

                Assert.Equal(move, moves[i][path]);
            }
        }
    }

    [Fact]
    public void Instruments_that_move_as_one_are_simulated_as_one()
    {
        var covariance = Covariance.Sample([Returns[0], Returns[0], [.. Returns[0].Select(move => -2 * move)]]).Matrix;
        var moves = MonteCarlo.Moves(covariance, 700, 3);
        Assert.All(Enumerable.Range(0, 700), path => Assert.Equal((0.0, 0.0), (Math.Round(moves[0][path] - moves[1][path], 9), Math.Round((2 * moves[0][path]) + moves[2][path], 9))));
        Assert.Contains(moves[0], move => Math.Abs(move) > 0.001);
    }

    [Fact]
    public void An_ewma_covariance_is_that_of_the_recursion()
    {
        var estimate = Covariance.Ewma(Returns, 0.94).Matrix;
        for (var i = 0; i < Returns.Length; i++)
        {
            for (var j = 0; j < Returns.Length; j++)
            {
                var value = Returns[i].Zip(Returns[j]).Average(pair => pair.First * pair.Second);
                for (var t = 0; t < Returns[i].Length; t++)
                {
                    value = (0.94 * value) + (0.06 * Returns[i][t] * Returns[j][t]);
                }

                Assert.Equal(value, estimate[i, j], 1e-15);
            }
        }
    }

    [Fact]
    public void A_constant_correlation_shrinks_as_sums_over_all_steps_say()
    {
        // Ledoit and Wolf (2004), appendix B: π̂, ρ̂ and γ̂ as they are written there.
        var (n, p) = (Returns[0].Length, Returns.Length);
        double[][] x = [.. Returns.Select(row => row.Select(r => r - row.Average()).ToArray())];
        var s = Covariance.Sample(Returns, 0).Matrix;
        var mean = Covariance.MeanCorrelation(s);
        var (pi, rho, gamma) = (0.0, 0.0, 0.0);
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                var (at, other) = (i, j);
                double Mean(Func<int, double> of) => Enumerable.Range(0, n).Average(of);
                double Off(int a, int b, int t) => (x[a][t] * x[b][t]) - s[a, b];
                var spread = Mean(t => Off(at, other, t) * Off(at, other, t));
                pi += spread;
                rho += i == j ? spread : mean / 2 * (
                    (Math.Sqrt(s[j, j] / s[i, i]) * Mean(t => Off(at, at, t) * Off(at, other, t))) + (Math.Sqrt(s[i, i] / s[j, j]) * Mean(t => Off(other, other, t) * Off(at, other, t))));
                gamma += i == j ? 0 : Math.Pow((mean * Math.Sqrt(s[i, i] * s[j, j])) - s[i, j], 2);
            }
        }

        Assert.Equal(Math.Clamp((pi - rho) / gamma / n, 0, 1), Covariance.LedoitWolfConstantCorrelation(Returns).Shrinkage, 1e-9);
    }

    private static double[][] Some(int instruments, int steps)
    {
        var random = new Random(6);
        double[] market = [.. Enumerable.Range(0, steps).Select(_ => random.NextDouble() - 0.5)];
        return [.. Enumerable.Range(0, instruments).Select(i => market.Select(m => 0.01 * (m + ((0.4 + (0.2 * i)) * (random.NextDouble() - 0.5)))).ToArray())];
    }
}
